"""Search the reports of a store and find those most like one."""
