"""Run a whole corpus into tables: plan, work in processes or on a cluster, merge, finish."""
