"""What would make an inconclusive clause conclusive: one sentence for every reason."""

from __future__ import annotations

import re

# The first that is found in the reason counts.
_REMEDIES = (
    (r"budget", "Allow more with --max-sessions."),
    (r"time limit", "Allow more time with --time-limit, or ask less with --depth."),
    (r"interrupted|ended before", "Let the run end."),
    (
        r"stopped answering|no longer accepts|gone",
        "Find out what that request does to the target, restart it, and run again.",
    ),
    (r"put off|even after waiting|throttl", "Send more slowly with --rate, or raise the target's limit."),
    (
        r"no answer|unanswered|time.?out|timed out|got no",
        "Give it longer with --timeout, or mend what keeps the target from answering.",
    ),
    (r"reached|does not answer|unreachable", "Start the target, or correct --target."),
    (r"credentials|unsigned|signature|auth", "Correct the credentials or --auth."),
    (r"control", "Make the target accept the control, the same request without the violation; the report shows it."),
    (r"nothing was accepted|none was accepted", "Make the target accept a plain valid request first."),
    (r"same answer|canned", "Judge a target that follows its requests: this one gives a fixed answer."),
    (r"refuses no violation|proves nothing", "Make the target refuse any violation: then its acceptance counts."),
)
_OTHERWISE = "The target never gave the answer that this clause speaks of: a greater --depth asks more, in more ways."


def remedy(reason: str) -> str:
    """What to do about a clause that was left open for `reason`."""
    return next((advice for words, advice in _REMEDIES if re.search(words, reason, re.IGNORECASE)), _OTHERWISE)
