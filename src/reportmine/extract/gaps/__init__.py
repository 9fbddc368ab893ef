"""Find the quantities whose digits a site masked or stripped."""
