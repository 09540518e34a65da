"""An executor of one's own: computes one member after the other and prints the time each took."""

from glasshouse.studies.worker import Worker


class OneByOne:
    """Computes members in this process, one at a time."""

    def live(self, chunks):
        """Take a chunk, compute its members, give back what came of them."""
        worker = Worker(threads=1)
        for number, chunk in enumerate(chunks):
            results = [worker.live(member) for member in chunk]
            yield number, results
            print(f"chunk {number}: {sum(one.seconds for one in results):.1f} s")
