using Microsoft.Extensions.Logging;

namespace Mosaic.Embedded.Tests;

/// <summary>Calls somebody for every warning.</summary>
internal sealed class WarningLog(Action<string> warned) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            warned(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
