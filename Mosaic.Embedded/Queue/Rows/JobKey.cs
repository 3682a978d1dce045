namespace Mosaic.Backends;

/// <summary>A job's place in the order of its queue, fixed for its life: higher priority first, then lower number.</summary>
/// <param name="Queue">The queue's id in this store.</param>
/// <param name="Priority">Higher runs first.</param>
/// <param name="Number">Ascends with enqueueing; unique in the store, for good.</param>
public readonly record struct JobKey(int Queue, int Priority, long Number);
