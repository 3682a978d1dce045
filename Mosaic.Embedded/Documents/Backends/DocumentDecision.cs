namespace Mosaic.Backends;

/// <summary>What a <see cref="DocumentWrite"/> comes to.</summary>
/// <param name="Json">The document as it is to be; null: it is to be deleted.</param>
/// <param name="ExpiresAt">From when on it will be absent; null: never.</param>
public readonly record struct DocumentDecision(ReadOnlyMemory<byte>? Json, DateTimeOffset? ExpiresAt);
