namespace Mosaic.Backends;

/// <summary>A preference.</summary>
/// <param name="User">Whose.</param>
/// <param name="Key">Its key.</param>
/// <param name="Version">Counts its changes.</param>
/// <param name="ModifiedAt">When it was set last.</param>
/// <param name="Category">What it belongs to; null: nothing.</param>
/// <param name="Value">Its exact JSON.</param>
public sealed record TransferPreference(
    string User, string Key, long Version, DateTimeOffset ModifiedAt, string? Category, ReadOnlyMemory<byte> Value) : TransferRow;
