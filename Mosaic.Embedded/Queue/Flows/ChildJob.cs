using System.Text.Json;

namespace Mosaic;

/// <summary>What a parent sees of a child, kept as long as the parent.</summary>
/// <param name="Id">The child's id.</param>
/// <param name="State"><see cref="JobState.Completed"/>, <see cref="JobState.DeadLetter"/>, <see cref="JobState.Cancelled"/>, or <see cref="JobState.Waiting"/> while it has not ended.</param>
/// <param name="Result">What it was acknowledged with; null: nothing, or not completed.</param>
/// <param name="Error">Why it failed; null: it did not.</param>
public sealed record ChildJob(string Id, JobState State, JsonElement? Result, string? Error)
{
    /// <summary>Reads <see cref="Result"/> with the web-default JSON settings and strict numbers.</summary>
    /// <typeparam name="T">The type to read.</typeparam>
    /// <returns>The result; default when there is none.</returns>
    /// <exception cref="JsonException">The result is not a <typeparamref name="T"/>.</exception>
    public T? GetResult<T>() => Result is { } result ? result.Deserialize<T>(DefaultJson.Options) : default;
}
