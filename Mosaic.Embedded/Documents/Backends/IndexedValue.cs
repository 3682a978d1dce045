namespace Mosaic.Backends;

/// <summary>An entry of an index.</summary>
/// <param name="Key">Up to 400 bytes that sort as the value does; long values are cut, so that different ones may have the same.</param>
/// <param name="Identity">Up to 450 bytes that values share if and only if they are the same, with which a unique index compares; null: it is null, which is not compared.</param>
public readonly record struct IndexedValue(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Identity);
