using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Mortise.Git.Objects;

namespace Mortise.Git.Tests.Transport;

/// <summary>A forward-only stream for tests; the derived ones say how it reads.</summary>
internal abstract class OneWayStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public abstract override int Read(Span<byte> buffer);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Gives its bytes, and then fails as a lost connection does.</summary>
internal sealed class BrokenStream(byte[] bytes) : OneWayStream
{
    private int position;

    public override int Read(Span<byte> buffer)
    {
        if (position == bytes.Length)
            throw new IOException("The client went away");

        var length = Math.Min(buffer.Length, bytes.Length - position);
        bytes.AsSpan(position, length).CopyTo(buffer);
        position += length;
        return length;
    }
}

/// <summary>One stream after another.</summary>
internal sealed class ChainedStream(Stream[] parts) : OneWayStream
{
    private int current;

    public override int Read(Span<byte> buffer)
    {
        while (current < parts.Length)
        {
            var read = parts[current].Read(buffer);
            if (read > 0)
                return read;
            current++;
        }

        return 0;
    }
}

/// <summary>A pack of one blob of noise, made while it is read: it is nowhere in memory. The noise repeats from its seed, so its id is known before.</summary>
internal sealed class NoisyPack : OneWayStream
{
    private const int Block = 60_000;                      // a stored block of deflate holds at most 65,535 bytes

    private readonly IEnumerator<byte[]> pieces;
    private byte[] piece = [];
    private int position;

    public NoisyPack(int size)
    {
        size = size / Block * Block;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {size}\0"));
        foreach (var noise in Noise(size))
            hash.AppendData(noise);
        Id = new ObjectId(hash.GetHashAndReset());
        pieces = Pieces(size).GetEnumerator();
    }

    public ObjectId Id { get; }

    public override int Read(Span<byte> buffer)
    {
        while (position == piece.Length)
        {
            if (!pieces.MoveNext())
                return 0;
            (piece, position) = (pieces.Current, 0);
        }

        var length = Math.Min(buffer.Length, piece.Length - position);
        piece.AsSpan(position, length).CopyTo(buffer);
        position += length;
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        pieces.Dispose();
        base.Dispose(disposing);
    }

    private static IEnumerable<byte[]> Noise(int size)
    {
        var random = new Random(7);
        var noise = new byte[Block];
        random.NextBytes(noise);
        for (var at = 0; at < size; at += Block)
        {
            BinaryPrimitives.WriteInt32LittleEndian(noise, at);
            yield return noise;
        }
    }

    private static IEnumerable<byte[]> Pieces(int size)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        var header = new List<byte>([.. "PACK"u8, 0, 0, 0, 2, 0, 0, 0, 1]);
        for (long rest = size >> 4, first = 0x30 | (size & 15); ; rest >>= 7)        // type 3, blob; size in groups of 7 bits
        {
            header.Add((byte)(rest > 0 ? first | 0x80 : first));
            if (rest == 0)
                break;
            first = rest & 0x7f;
        }

        byte[] start = [.. header, 0x78, 0x01];
        hash.AppendData(start);
        yield return start;

        var adler = new Adler();
        var block = new byte[Block + 5];
        var left = size / Block;
        foreach (var noise in Noise(size))
        {
            block[0] = (byte)(--left == 0 ? 1 : 0);
            BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(1), Block);
            BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(3), unchecked((ushort)~Block));
            noise.CopyTo(block, 5);
            adler.Add(noise);
            hash.AppendData(block);
            yield return block;
        }

        var sum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, adler.Value);
        hash.AppendData(sum);
        yield return sum;
        yield return hash.GetHashAndReset();
    }

    private sealed class Adler
    {
        private uint a = 1;
        private uint b;

        public uint Value => (b << 16) | a;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                var part = bytes[..Math.Min(bytes.Length, 5552)];
                foreach (var value in part)
                {
                    a += value;
                    b += a;
                }

                a %= 65521;
                b %= 65521;
                bytes = bytes[part.Length..];
            }
        }
    }
}
