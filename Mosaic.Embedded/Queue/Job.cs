using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic;

/// <summary>A job as it was when it was read.</summary>
public sealed record Job
{
    /// <summary>The job's id, unique in the store.</summary>
    public required string Id { get; init; }

    /// <summary>The queue that it is in.</summary>
    public required string Queue { get; init; }

    /// <summary>What kind of work it is.</summary>
    public required string Type { get; init; }

    /// <summary>What was enqueued, as JSON.</summary>
    /// <value>Of kind <see cref="JsonValueKind.Undefined"/> when the job carries no data.</value>
    public JsonElement Data { get; init; }

    /// <summary>Where the job is in its life.</summary>
    public JobState State { get; init; }

    /// <summary>The number of the current or last attempt, from 1.</summary>
    /// <value>0 before the first.</value>
    public int Attempt { get; init; }

    /// <summary>After this many failed attempts the job is a dead letter.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>Higher runs first.</summary>
    public int Priority { get; init; }

    /// <summary>When it was enqueued.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The earliest time of its next attempt.</summary>
    public DateTimeOffset RunAt { get; init; }

    /// <summary>What it was acknowledged with.</summary>
    /// <value>null: not completed, or completed without a result.</value>
    public JsonElement? Result { get; init; }

    /// <summary>What the last failed attempt reported.</summary>
    /// <value>null: nothing.</value>
    public string? Error { get; init; }

    /// <summary>What its worker last reported with <see cref="IJobQueue.ReportProgressAsync"/>; not in lists and leases.</summary>
    /// <value>null: nothing.</value>
    public JsonElement? Progress { get; init; }

    /// <summary>When it was acknowledged, withdrawn or failed for good.</summary>
    /// <value>null: it has not ended.</value>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The key whose jobs run one at a time, in order.</summary>
    /// <value>null: none.</value>
    public string? OrderingKey { get; init; }

    /// <summary>The key whose jobs share limits.</summary>
    /// <value>null: none.</value>
    public string? LimitKey { get; init; }

    /// <summary>The job that waits for this one.</summary>
    /// <value>null: none.</value>
    public string? ParentId { get; init; }

    /// <summary>What <see cref="GetData{T}"/> and <see cref="GetResult{T}"/> read with: the store's <see cref="MosaicOptions.Json"/>.</summary>
    /// <value>null: the web-default JSON settings and strict numbers.</value>
    [JsonIgnore]
    public JsonSerializerOptions? JsonOptions { get; init; }

    /// <summary>Reads <see cref="Data"/> with the store's JSON settings.</summary>
    /// <typeparam name="T">The type to read.</typeparam>
    /// <returns>The data; default when the job carries none.</returns>
    /// <exception cref="JsonException">The data is not a <typeparamref name="T"/>.</exception>
    public T? GetData<T>() => Read<T>(Data);

    /// <summary>Reads <see cref="Result"/> with the store's JSON settings.</summary>
    /// <typeparam name="T">The type to read.</typeparam>
    /// <returns>The result; default when there is none.</returns>
    /// <exception cref="JsonException">The result is not a <typeparamref name="T"/>.</exception>
    public T? GetResult<T>() => Read<T>(Result.GetValueOrDefault());

    private T? Read<T>(JsonElement json) =>
        json.ValueKind is JsonValueKind.Undefined ? default : json.Deserialize<T>(JsonOptions ?? DefaultJson.Options);
}
