namespace Mosaic.Workers;

/// <summary>Which handler does which type of job, with the middleware around it.</summary>
internal sealed class JobHandlers
{
    private readonly Dictionary<string, JobDelegate> _handlers = new(StringComparer.Ordinal);
    private readonly List<Func<JobContext, JobDelegate, CancellationToken, ValueTask>> _middleware = [];
    private Dictionary<string, JobDelegate>? _composed;

    public void Add(string type, JobDelegate handler)
    {
        ThrowIfComposed();
        if (!_handlers.TryAdd(type, handler))
        {
            throw new ArgumentException($"There is a handler for jobs of type '{type}' already.", nameof(type));
        }
    }

    public void Add(Func<JobContext, JobDelegate, CancellationToken, ValueTask> middleware)
    {
        ThrowIfComposed();
        _middleware.Add(middleware);
    }

    /// <summary>Nothing is added any more.</summary>
    public void Compose() => _composed = _handlers.ToDictionary(static handler => handler.Key, handler => Around(handler.Value), StringComparer.Ordinal);

    public JobDelegate? Find(string type) => _composed!.GetValueOrDefault(type);

    private JobDelegate Around(JobDelegate handler)
    {
        foreach (var middleware in Enumerable.Reverse(_middleware))
        {
            var next = handler;
            handler = (context, cancellationToken) => middleware(context, next, cancellationToken);
        }

        return handler;
    }

    private void ThrowIfComposed()
    {
        if (_composed is not null)
        {
            throw new InvalidOperationException("The worker has started.");
        }
    }
}
