"""The administrator's page for the words and the look of tickets."""
