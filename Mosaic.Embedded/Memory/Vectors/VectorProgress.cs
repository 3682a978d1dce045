namespace Mosaic.Memory.Vectors;

/// <summary>How far vectors are, and who waits for them.</summary>
internal sealed class VectorProgress
{
    private readonly Lock _gate = new();
    private readonly List<(long Sequence, TaskCompletionSource Source)> _waiting = [];
    private long _reached = -1;
    private Exception? _end;

    public Task WaitAsync(long sequence, CancellationToken cancellationToken)
    {
        TaskCompletionSource source;
        lock (_gate)
        {
            if (_reached >= sequence)
            {
                return Task.CompletedTask;
            }

            if (_end is not null)
            {
                return Task.FromException(_end);
            }

            source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((sequence, source));
        }

        return source.Task.WaitAsync(cancellationToken);
    }

    public void Reached(long sequence) => End(sequence, static source => source.TrySetResult(), () => _reached = sequence);

    public void Failed(Exception exception) => End(
        long.MaxValue,
        source => source.TrySetException(new MosaicException($"Vectors cannot be made now: {exception.Message}", exception)
        {
            Operation = "embed",
            Hint = "Texts are stored and found by keywords. It is tried again in the background.",
            IsTransient = true,
        }),
        static () => { });

    /// <summary>No more vectors are made.</summary>
    /// <param name="end">What everyone who waits is told.</param>
    public void Close(Exception end) => End(long.MaxValue, source => source.TrySetException(end), () => _end ??= end);

    private void End(long sequence, Action<TaskCompletionSource> end, Action change)
    {
        List<TaskCompletionSource> ended;
        lock (_gate)
        {
            change();
            ended = [.. _waiting.Where(waiter => waiter.Sequence <= sequence).Select(static waiter => waiter.Source)];
            _waiting.RemoveAll(waiter => waiter.Sequence <= sequence);
        }

        ended.ForEach(end);
    }
}
