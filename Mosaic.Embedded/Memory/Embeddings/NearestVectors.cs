namespace Mosaic.Memory.Embeddings;

/// <summary>Keeps the best of many. Not thread-safe.</summary>
/// <param name="count">So many.</param>
internal sealed class NearestVectors(int count)
{
    private static readonly Comparer<NearVector> WorstFirst = Comparer<NearVector>.Create(static (left, right) => right.CompareTo(left));

    private readonly PriorityQueue<NearVector, NearVector> _best = new(WorstFirst);

    /// <summary>What is less similar is not among the best.</summary>
    public float Least { get; private set; } = float.NegativeInfinity;

    public void Add(NearVector vector)
    {
        if (_best.Count < count)
        {
            _best.Enqueue(vector, vector);
        }
        else
        {
            _best.EnqueueDequeue(vector, vector);
        }

        if (_best.Count == count)
        {
            Least = _best.Peek().Similarity;
        }
    }

    public void AddAll(NearestVectors others)
    {
        foreach (var (vector, _) in others._best.UnorderedItems)
        {
            Add(vector);
        }
    }

    /// <returns>Best first.</returns>
    public NearVector[] Take()
    {
        NearVector[] best = [.. _best.UnorderedItems.Select(static item => item.Element)];
        Array.Sort(best);
        return best;
    }
}
