"""Cards: plain view data to Adaptive Cards and back. Pure: nothing here sends, stores or decides."""
