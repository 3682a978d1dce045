namespace Mosaic.Sync.Tests.Support;

/// <summary>The server that <c>MOSAIC_TEST_POSTGRES</c> names: neither started nor stopped here.</summary>
internal sealed class GivenPostgres(string connectionString) : IPostgresServer
{
    public const string Variable = "MOSAIC_TEST_POSTGRES";

    public string ConnectionString => connectionString;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
