"""What happens to an article: pure logic, the Beam transforms over it, the jobs, and what people touch."""
