"""Label an article as a whole: report type, the writer's industry, themes, tense and person."""
