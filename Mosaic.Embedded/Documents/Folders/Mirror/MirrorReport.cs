namespace Mosaic;

/// <summary>What bringing a folder and a store into step did.</summary>
/// <param name="ToStore">Documents that were written into the store, or deleted there.</param>
/// <param name="ToFolder">Files that were written or deleted.</param>
/// <param name="Clashes">Documents that both sides had edited; the losers were kept beside, as <c>id.conflict-time</c>, or with a number after it.</param>
public sealed record MirrorReport(int ToStore, int ToFolder, int Clashes)
{
    /// <summary>Adds up two.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">Another.</param>
    public static MirrorReport operator +(MirrorReport left, MirrorReport right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new MirrorReport(left.ToStore + right.ToStore, left.ToFolder + right.ToFolder, left.Clashes + right.Clashes);
    }
}
