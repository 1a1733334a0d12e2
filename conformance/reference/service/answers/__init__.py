"""The members of an answer: from the request, from what is kept, or made up."""
