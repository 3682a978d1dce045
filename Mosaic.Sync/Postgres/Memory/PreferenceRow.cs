namespace Mosaic.Postgres.Memory;

/// <summary>A preference as it is stored.</summary>
internal sealed record PreferenceRow(byte[] Raw, DateTimeOffset ModifiedAt, long Version);
