using System.Text.Json;

namespace Mosaic;

/// <summary>What users prefer, by key.</summary>
/// <remarks>
/// Thread-safe. A write completes once it is durable.
/// </remarks>
public interface IPreferences
{
    /// <summary>Reads a preference.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="userId">Whose preference it is.</param>
    /// <param name="key">The preference's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The preference; null when absent.</returns>
    /// <exception cref="InvalidDocumentException">It is there, and its value does not fit <typeparamref name="T"/>.</exception>
    ValueTask<Preference<T>?> GetAsync<T>(string userId, string key, CancellationToken cancellationToken = default);

    /// <summary>Reads the value of a preference.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="userId">Whose preference it is.</param>
    /// <param name="key">The preference's name.</param>
    /// <param name="fallback">The answer when it is absent.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The value, or <paramref name="fallback"/>.</returns>
    /// <exception cref="InvalidDocumentException">It is there, and its value does not fit <typeparamref name="T"/>.</exception>
    ValueTask<T> GetOrDefaultAsync<T>(string userId, string key, T fallback, CancellationToken cancellationToken = default);

    /// <summary>Sets a preference: value and category take the place of those that are there.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="userId">Whose preference it is.</param>
    /// <param name="key">The preference's name.</param>
    /// <param name="value">What is preferred, written as JSON; never null: <see cref="DeleteAsync"/> takes a preference back.</param>
    /// <param name="category">What it belongs to; null: nothing in particular.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>A task that completes once the preference is durable.</returns>
    /// <exception cref="InvalidDocumentException">The value cannot be written as JSON.</exception>
    ValueTask SetAsync<T>(string userId, string key, T value, string? category = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a preference.</summary>
    /// <param name="userId">Whose preference it is.</param>
    /// <param name="key">The preference's name.</param>
    /// <param name="cancellationToken">Honoured until the write is admitted.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(string userId, string key, CancellationToken cancellationToken = default);

    /// <summary>Lists a user's preferences.</summary>
    /// <param name="userId">Whose preferences.</param>
    /// <param name="category">Only those that belong to it; null: all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The preferences, their values as JSON.</returns>
    IAsyncEnumerable<Preference<JsonElement>> ListAsync(string userId, string? category = null, CancellationToken cancellationToken = default);
}
