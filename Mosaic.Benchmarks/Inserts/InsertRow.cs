namespace Mosaic.Benchmarks.Inserts;

/// <summary>What was measured with one number of callers.</summary>
internal sealed class InsertRow(int callers)
{
    private readonly Dictionary<InsertSide, List<InsertFigure>> _figures = [];

    public int Callers => callers;

    /// <summary>A side's figures, one for each repetition in order.</summary>
    public List<InsertFigure> Of(InsertSide side) => _figures.TryGetValue(side, out var figures) ? figures : _figures[side] = [];
}
