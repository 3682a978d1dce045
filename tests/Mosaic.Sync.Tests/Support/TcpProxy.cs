using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mosaic.Sync.Tests.Support;

/// <summary>Stands between a client and a server. It can let a request through, wait until the server has answered it, and cut the connection without passing the answer on.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    /// <summary>The server is ready again, no transaction open: what was asked is committed, or refused.</summary>
    private static readonly byte[] Ready = [(byte)'Z', 0, 0, 0, 5, (byte)'I'];

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly string host;
    private readonly int port;
    private readonly Task accepting;
    private byte[]? marker;
    private bool silent;
    private int swallowed;
    private int exchanges;
    private int generation;
    private int disposed;
    private (byte[] Marker, byte[] Answer)? refusal;
    private int refused;
    private byte[][]? rewriting;
    private int cutAt;

    public TcpProxy(string host, int port)
    {
        (this.host, this.port) = (host, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many answers were kept back.</summary>
    public int Swallowed => Volatile.Read(ref swallowed);

    /// <summary>How often a client spoke after a server, or first: round trips.</summary>
    public int Exchanges => Volatile.Read(ref exchanges);

    /// <summary>Keeps back the answer to the next request that has these bytes in it.</summary>
    /// <param name="bytes">What to look for.</param>
    /// <param name="silently">Leaves the connection standing, so that the client waits in vain.</param>
    public void SwallowAnswerTo(byte[] bytes, bool silently = false)
    {
        silent = silently;
        Volatile.Write(ref marker, bytes);
    }

    /// <summary>How many requests the proxy answered itself.</summary>
    public int Refused => Volatile.Read(ref refused);

    /// <summary>From here on the connections that there are pass nothing on, either way, and neither side is told. Later ones work.</summary>
    public void Silence() => Interlocked.Increment(ref generation);

    /// <summary>What servers say, with these bytes written as others.</summary>
    /// <param name="bytes">What to look for, in one piece of an answer.</param>
    /// <param name="others">As many.</param>
    public void Rewrite(byte[] bytes, byte[] others) => Volatile.Write(ref rewriting, [bytes, others]);

    /// <summary>Answers the next request that has these bytes in it with an error, as a server would; the server does not see it.</summary>
    /// <param name="bytes">What to look for.</param>
    /// <param name="state">The error's SQLSTATE.</param>
    public void Refuse(byte[] bytes, string state)
    {
        byte[] fields = [.. Encoding.ASCII.GetBytes($"SERROR\0VERROR\0C{state}\0Mrefused by the proxy\0"), 0];
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, fields.Length + 4);
        lock (listener)
        {
            refusal = (bytes, [(byte)'E', .. length, .. fields, .. Ready]);
        }
    }

    /// <summary>Cuts a connection instead of passing on what a client asks.</summary>
    /// <param name="exchange">Which request from now on, over all connections, the first being 1; 0: none any more.</param>
    /// <returns>Whether the cut that was asked for before is still to come.</returns>
    public bool CutAt(int exchange) => Interlocked.Exchange(ref cutAt, exchange) > 0;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(closing.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(host, port, closing.Token);
                var swallow = new bool[1];
                var made = Volatile.Read(ref generation);
                var asking = 0;
                var up = PumpAsync(client, server, chunk =>
                {
                    var isNew = Interlocked.Exchange(ref asking, 1) == 0;
                    Interlocked.Add(ref exchanges, isNew ? 1 : 0);
                    if (isNew && Volatile.Read(ref cutAt) > 0 && Interlocked.Decrement(ref cutAt) == 0)
                    {
                        return null;
                    }

                    if (Refusal(chunk) is { } answer)
                    {
                        client.GetStream().Write(answer);
                        return false;
                    }

                    return made == Volatile.Read(ref generation) ? Look(chunk, swallow) : false;
                });
                var down = PumpAsync(server, client, chunk =>
                {
                    Interlocked.Exchange(ref asking, 0);
                    return made == Volatile.Read(ref generation) ? Answer(chunk, swallow) : false;
                });
                await Task.WhenAny(up, down);
                client.Close();
                server.Close();
                await Task.WhenAll(up, down);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException)
            {
                // The server is gone, or the proxy goes.
            }
        }
    }

    private byte[]? Refusal(ReadOnlySpan<byte> chunk)
    {
        lock (listener)
        {
            if (refusal is not { } due || chunk.IndexOf(due.Marker) < 0)
            {
                return null;
            }

            refusal = null;
            refused++;
            return due.Answer;
        }
    }

    private bool? Look(ReadOnlySpan<byte> chunk, bool[] swallow)
    {
        if (Volatile.Read(ref marker) is { } bytes && chunk.IndexOf(bytes) >= 0 && Interlocked.CompareExchange(ref marker, null, bytes) == bytes)
        {
            swallow[0] = true;
        }

        return true;
    }

    /// <returns>Whether to pass it on; null: cut.</returns>
    private bool? Answer(ReadOnlySpan<byte> chunk, bool[] swallow)
    {
        if (!swallow[0])
        {
            return true;
        }

        if (!chunk.EndsWith(Ready))
        {
            return false;
        }

        Interlocked.Increment(ref swallowed);
        return silent ? false : null;
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Inspect inspect)
    {
        var buffer = new byte[65536];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, closing.Token) is > 0 and var count)
            {
                if (Volatile.Read(ref rewriting) is [var bytes, var others] && buffer.AsSpan(0, count).IndexOf(bytes) is >= 0 and var place)
                {
                    others.CopyTo(buffer, place);
                }

                var verdict = inspect(buffer.AsSpan(0, count));
                if (verdict is null)
                {
                    return;
                }

                if (verdict is true)
                {
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, count), closing.Token);
                }
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or InvalidOperationException)
        {
            // Either side is gone.
        }
    }

    private delegate bool? Inspect(ReadOnlySpan<byte> chunk);
}
