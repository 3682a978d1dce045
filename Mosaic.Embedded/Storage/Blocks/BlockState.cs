namespace Mosaic.Storage.Blocks;

/// <summary>
/// The blocks between two slices, as far as memory knows them: where each begins, and the content of some. A slice replaces
/// it as a whole, so that what one state answers belongs together.
/// </summary>
/// <param name="Directory">The lower bounds.</param>
/// <param name="Points">Read for one row: new rows of a collection ask the same last block, over and over, whether their key is there.</param>
/// <param name="Passing">Read by scans, which would drive out the others: a page begins where the last one ended.</param>
internal sealed record BlockState(BlockDirectory Directory, KeptBlocks Points, KeptBlocks Passing)
{
    private const int PointsMax = 64;
    private const int PassingMax = 16;

    public BlockState(BlockDirectory directory)
        : this(directory, new KeptBlocks(PointsMax), new KeptBlocks(PassingMax))
    {
    }

    public BlockState With(IReadOnlyList<BlockChange> changes) => new(Directory.With(changes), Points.With(changes), Passing.With(changes));
}
