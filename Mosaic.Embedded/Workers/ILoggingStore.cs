using Microsoft.Extensions.Logging;

namespace Mosaic.Backends;

/// <summary>A store that says where it logs: what works on it, such as a worker, logs there too.</summary>
public interface ILoggingStore
{
    /// <summary>Where the store logs.</summary>
    /// <value>null: nowhere.</value>
    ILoggerFactory? LoggerFactory { get; }
}
