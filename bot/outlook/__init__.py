"""The Outlook door: mails through O365, msal and Graph; actionable messages come with their own issue."""
