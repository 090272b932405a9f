"""The watcher: a process beside the line that looks on, and tells what no stage can see of itself."""
