using System.Threading.Tasks.Sources;

namespace Mosaic.Storage.Commit;

/// <summary>A <see cref="WriteUnit"/> with an answer. It is awaited once.</summary>
internal abstract class WriteUnit<T> : WriteUnit, IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<T> _source;

    public ValueTask<T> Task => new(this, _source.Version);

    /// <summary>Set by <see cref="WriteUnit.Prepare"/>.</summary>
    protected T? Result { get; set; }

    public sealed override void Complete()
    {
        if (Failure is { } failure)
        {
            _source.SetException(failure);
        }
        else
        {
            _source.SetResult(Result!);
        }
    }

    public T GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
