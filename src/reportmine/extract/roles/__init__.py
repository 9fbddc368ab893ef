"""Say what the writer claims of each quantity: target, forecast, actual or reference."""
