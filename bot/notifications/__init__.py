"""The domain: notifications, duties, deliveries, drafts and the journal. Pure; no I/O, no clock of its own."""
