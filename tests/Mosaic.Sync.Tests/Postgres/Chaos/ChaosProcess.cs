using Mosaic.Embedded.Tests.Crash;

namespace Mosaic.Sync.Tests.Postgres.Chaos;

/// <summary>A process with some workers; what it tells goes to the log.</summary>
internal sealed class ChaosProcess : IDisposable
{
    private static readonly TimeSpan EndedIn = TimeSpan.FromMinutes(2);

    private readonly HostProcess _host;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string?> _last;
    private volatile string? _line;

    public ChaosProcess(HostProcess host, string connectionString, ChaosLog log)
    {
        _host = host;
        host.Say(connectionString);
        _last = Task.Run(async () =>
        {
            while (await host.ReadAsync() is { } line)
            {
                log.Add(line);
                _line = line[0] is '?' or 'e' or 'o' ? line : _line;
                if (line == "opened")
                {
                    _opened.TrySetResult();
                }
            }

            _opened.TrySetException(new InvalidOperationException($"The process ended before its store was open: {_line}"));
            return _line;
        });
    }

    /// <summary>Its store is open.</summary>
    public Task Opened => _opened.Task;

    /// <summary>SIGKILL, and all that it told before.</summary>
    public async Task KillAsync()
    {
        _host.Kill();
        await _last;
        _opened.Task.Exception?.Handle(static _ => true);
    }

    /// <summary>Enqueues no more.</summary>
    public void Stop() => _host.Say("stop");

    /// <exception cref="TimeoutException">It does not end; the message says what it is at.</exception>
    public async Task EndAsync()
    {
        try
        {
            if (await _last.WaitAsync(EndedIn) != "ended")
            {
                throw new InvalidOperationException($"A process ended with code {await _host.ExitAsync()}.");
            }
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"A process does not end: {_line}");
        }
    }

    public void Dispose() => _host.Dispose();
}
