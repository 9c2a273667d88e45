"""What each surface shows of a report or a notification: plain views, the same for Teams and Outlook."""
