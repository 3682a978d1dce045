namespace Mosaic;

/// <summary>A user's preference. A class, so that an absent preference is null and not a default value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Key">The preference's name, unique for its user.</param>
/// <param name="Value">What is preferred.</param>
/// <param name="Category">What it belongs to; null: nothing in particular.</param>
/// <param name="ModifiedAt">When it was last set.</param>
public sealed record Preference<T>(string Key, T Value, string? Category, DateTimeOffset ModifiedAt);
