namespace Mosaic;

/// <summary>Memory within a transaction.</summary>
/// <remarks>
/// Not thread-safe, and valid only while the transaction's callback runs. What is written here is stored, and found by searches,
/// after the commit.
/// </remarks>
public interface ITransactionMemory
{
    /// <summary>Sets a preference with the commit.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="userId">Whose preference it is.</param>
    /// <param name="key">The preference's name.</param>
    /// <param name="value">What is preferred, written as JSON.</param>
    /// <param name="category">What it belongs to; null: nothing in particular.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes once the preference is part of the unit.</returns>
    ValueTask SetPreferenceAsync<T>(string userId, string key, T value, string? category = null, CancellationToken cancellationToken = default);

    /// <summary>Reads a preference as this unit sees it.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="userId">Whose preference it is.</param>
    /// <param name="key">The preference's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The preference; null when absent.</returns>
    ValueTask<Preference<T>?> GetPreferenceAsync<T>(string userId, string key, CancellationToken cancellationToken = default);

    /// <summary>Stores an insight with the commit.</summary>
    /// <param name="insight">The insight.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The insight as it will be stored.</returns>
    ValueTask<Insight> StoreInsightAsync(NewInsight insight, CancellationToken cancellationToken = default);

    /// <summary>Deletes an insight with the commit.</summary>
    /// <param name="id">The insight's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteInsightAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Appends a turn to its session with the commit.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The turn's id.</returns>
    ValueTask<string> AppendTurnAsync(SessionTurn turn, CancellationToken cancellationToken = default);
}
