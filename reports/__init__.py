"""The run record and everything that reads it: JSON, HTML, JUnit and Markdown."""
