namespace Mosaic.Storage.Rows;

/// <summary>A row of a <see cref="MemTable"/>.</summary>
internal sealed class MemNode(byte[] key, int height)
{
    private readonly MemNode?[] _next = new MemNode?[height];
    private RowVersion? _newest;

    public byte[] Key { get; } = key;

    public RowVersion? Newest
    {
        get => Volatile.Read(ref _newest);
        set => Volatile.Write(ref _newest, value);
    }

    public MemNode? Next(int level) => Volatile.Read(ref _next[level]);

    public void Link(int level, MemNode? next) => Volatile.Write(ref _next[level], next);
}
