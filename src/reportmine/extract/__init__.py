"""Say what an article states: indicators, themes, industry and report type, each with its evidence."""
