namespace Sallyport.Retrieval.Index;

/// <summary>The best rows of those that it is shown.</summary>
internal sealed class BestRows(int capacity, RowOrder order)
{
    private readonly PriorityQueue<RowScore, RowScore> _rows = new(order);

    /// <summary>What a row must reach to be taken.</summary>
    public float Least { get; private set; } = float.NegativeInfinity;

    /// <summary>Shows it a row.</summary>
    public void Add(in RowScore row)
    {
        if (row.Score < Least)
        {
            return;
        }

        if (_rows.Count < capacity)
        {
            _rows.Enqueue(row, row);
        }
        else
        {
            _rows.EnqueueDequeue(row, row);
        }

        if (_rows.Count == capacity)
        {
            Least = _rows.Peek().Score;
        }
    }

    /// <summary>The rows, the best first. Empties it.</summary>
    public RowScore[] Take()
    {
        var rows = new RowScore[_rows.Count];
        for (var at = rows.Length - 1; at >= 0; at--)
        {
            rows[at] = _rows.Dequeue();
        }

        return rows;
    }
}
