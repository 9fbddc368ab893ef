"""Train and score the models and rules against corpora/."""
