"""What runs by itself: due deliveries are sent, due duties take their next step."""
