using Testcontainers.PostgreSql;

namespace Mosaic.Sync.Tests.Support;

/// <summary>PostgreSQL 17 with pgvector in Docker.</summary>
internal sealed class PostgresContainer : IPostgresServer
{
    private readonly PostgreSqlContainer container;

    private PostgresContainer(PostgreSqlContainer container) => this.container = container;

    public string ConnectionString => container.GetConnectionString();

    /// <exception cref="DotNet.Testcontainers.Builders.DockerUnavailableException">No Docker answers.</exception>
    public static async Task<PostgresContainer> StartAsync()
    {
        var container = new PostgreSqlBuilder("pgvector/pgvector:pg17").WithDatabase("postgres").Build();
        await container.StartAsync();
        return new PostgresContainer(container);
    }

    public ValueTask DisposeAsync() => container.DisposeAsync();
}
