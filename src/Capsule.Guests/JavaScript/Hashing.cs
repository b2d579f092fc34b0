using System.Security.Cryptography;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>Hashes for the guest's <c>crypto</c>, which the engine would compute a hundred times slower.</summary>
internal static class Hashing
{
    /// <summary>Bytes that are hashed for a tick, about.</summary>
    private const int BytesPerTick = 2;

    /// <summary>How much is hashed between two looks at the deadline: about a millisecond.</summary>
    private const int PartSize = 1 << 20;

    /// <summary>A new ArrayBuffer with a hash.</summary>
    /// <param name="call">Who asks, and pays.</param>
    /// <param name="heap">Where it is made.</param>
    /// <param name="text">The algorithm, and for an HMAC a space and the key in hexadecimal.</param>
    /// <param name="bytes">What is hashed, in the guest's memory.</param>
    internal static int Hash(HostCall call, Heap heap, string text, Span<byte> bytes)
    {
        var parts = text.Split(' ', 2);
        if (NameOf(parts[0]) is not { } algorithm)
        {
            heap.Throw($"there is no hash '{parts[0]}': use md5, sha1, sha256, sha384 or sha512");
            return 0;
        }

        // The key is read and hashed as well, however long it is.
        if (!call.Charge(text.Length / BytesPerTick))
        {
            return 0;
        }

        try
        {
            using var hash = parts is [_, var key]
                ? IncrementalHash.CreateHMAC(algorithm, Convert.FromHexString(key))
                : IncrementalHash.CreateHash(algorithm);
            for (var done = 0; done < bytes.Length; done += PartSize)
            {
                var part = bytes[done..Math.Min(bytes.Length, done + PartSize)];
                hash.AppendData(part);
                if (!call.Charge(part.Length / BytesPerTick))
                {
                    return 0;
                }
            }

            return heap.NewArrayBuffer(hash.GetHashAndReset());
        }
        catch (FormatException)
        {
            heap.Throw("the key is not in hexadecimal");
            return 0;
        }
    }

    private static HashAlgorithmName? NameOf(string name) => name switch
    {
        "md5" => HashAlgorithmName.MD5,
        "sha1" => HashAlgorithmName.SHA1,
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
