namespace Mosaic;

/// <summary>A job to enqueue among others.</summary>
/// <param name="Type">What kind of work it is.</param>
/// <param name="Data">What the worker needs, written as JSON; null: nothing.</param>
/// <param name="Options">How it is enqueued; null: the defaults.</param>
public sealed record NewJob(string Type, object? Data = null, EnqueueOptions? Options = null);
