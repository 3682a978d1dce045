namespace Mosaic.Sync.Tests.Support;

/// <summary>A running server that the tests may fill: disposed, what they started is stopped.</summary>
internal interface IPostgresServer : IAsyncDisposable
{
    /// <summary>Names a user who may create what the tests need, and a database to connect to that is not theirs.</summary>
    string ConnectionString { get; }
}
