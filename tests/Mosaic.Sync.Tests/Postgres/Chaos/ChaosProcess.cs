using Mosaic.Embedded.Tests.Crash;

namespace Mosaic.Sync.Tests.Postgres.Chaos;

/// <summary>A process with some workers; what it tells goes to the log.</summary>
internal sealed class ChaosProcess : IDisposable
{
    private readonly HostProcess _host;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string?> _last;

    public ChaosProcess(HostProcess host, string connectionString, ChaosLog log)
    {
        _host = host;
        host.Say(connectionString);
        _last = Task.Run(async () =>
        {
            string? last = null;
            while (await ReadAsync() is { } line)
            {
                log.Add(line);
                last = line;
                if (line == "opened")
                {
                    _opened.TrySetResult();
                }
            }

            _opened.TrySetException(new InvalidOperationException($"The process ended before its store was open: {last}"));
            return last;
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

    public async Task EndAsync()
    {
        if (await _last != "ended")
        {
            throw new InvalidOperationException($"A process ended with code {await _host.ExitAsync()}.");
        }
    }

    /// <summary>A process that is silent for long says what it waits for.</summary>
    private async Task<string?> ReadAsync()
    {
        try
        {
            return await _host.ReadAsync();
        }
        catch (TimeoutException)
        {
            _host.Say("?");
            throw new TimeoutException($"A process is silent: {await _host.ReadAsync()}");
        }
    }

    public void Dispose() => _host.Dispose();
}
