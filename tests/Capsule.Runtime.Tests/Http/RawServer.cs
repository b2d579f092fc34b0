using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Capsule.Runtime.Tests.Http;

/// <summary>
/// A server on loopback that answers with bytes of a test's own, however malformed. The function gets the head of each request and the
/// stream to answer on; the connection ends when it returns.
/// </summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, Stream, Task> answer;
    private readonly Task accepting;

    internal RawServer(Func<string, Stream, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        accepting = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What a header of a request has for its value.</summary>
    internal static string Header(string head, string name) => head.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim() ?? "";

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var (head, buffer) = ("", new byte[64 << 10]);
            try
            {
                while (!head.Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer) is > 0 and var count)
                {
                    head += Encoding.Latin1.GetString(buffer, 0, count);
                }

                if (head.Length > 0)
                {
                    await answer(head, stream);
                }
            }
            catch (IOException)
            {
                // The other end is gone.
            }
        }
    }
}
