using Mosaic.Storage.Commit;

namespace Mosaic.Queue.Moves;

/// <summary>The beginning of a key's sequence, as a unit saw it.</summary>
/// <param name="preparation">The unit.</param>
/// <param name="places">The keys of its rows, in order.</param>
internal sealed class KeyRun(long preparation, List<byte[]> places)
{
    private bool _staged;

    public List<byte[]> Places => places;

    /// <summary>Whether it is the beginning for this unit: it is of itself, or of one that is part of its group.</summary>
    public bool Holds(UnitContext context) => _staged || context.Preparation == preparation;

    public void Stage() => _staged = true;
}
