namespace Mosaic.Index;

/// <summary>What a writer does when the index is too far behind.</summary>
internal enum LagMode
{
    /// <summary>The index is opened or built from the rows, which may take long: each write waits a little.</summary>
    Building,

    /// <summary>The index follows: a write waits until it has caught up.</summary>
    Following,

    /// <summary>The index cannot follow, and will begin anew: nobody waits for it.</summary>
    Failed,
}
