# SPDX-License-Identifier: Apache-2.0
"""What conditions of the rewind look at, computed anew from the raw signals of a wave: bits that left
against bits that arrived, flits at the ports of the dies, the analog quantities of a lane. Shares
nothing with the program but the wave."""
import math

CORE_FS = 2_000_000  # 500 MHz
WORD_FS = 64e6 / 17  # 8 unit intervals at 2.125 Gb/s
WORD_UI = 8
LANES = 18
PROBE_STEPS = 6  # a phase tracker that looks at the edge of the eye jumps further than this
MOST_SHIFT = 400  # unit intervals: 50 ns of fibre, skew and clock phases
US = 1_000_000_000


def number(value):
    return int(value.lstrip("b"), 2)


def ones(value):
    return bin(value).count("1")


class Words:
    """Values of signals at the edges of one word clock, as one integer per signal: bit n is the n-th
    unit interval."""

    def __init__(self, wave, names):
        first = min(wave.times[name][1] for name in names if len(wave.times[name]) > 1)
        self.start_fs = first - int((first - wave.first) / WORD_FS) * WORD_FS
        self.count = int((wave.last - self.start_fs) / WORD_FS) + 1
        self.bits = [self._bits(wave, name) for name in names]

    def _bits(self, wave, name):
        words = []
        changes = list(zip(wave.times[name], wave.values[name]))
        at, value = 0, 0
        for k in range(self.count):
            edge = self.start_fs + k * WORD_FS + 2  # times are whole femtoseconds
            while at < len(changes) and changes[at][0] <= edge:
                value = number(changes[at][1])
                at += 1
            words.append(value)
        return int.from_bytes(bytes(words), "little")

    def until(self, time_fs):
        """Number of words whose edge is not after a time."""
        return int((time_fs + 2 - self.start_fs) / WORD_FS) + 1

    def edge_fs(self, word):
        return self.start_fs + word * WORD_FS


def part(bits, first, count):
    return bits >> first & (1 << count) - 1


class Light:
    """One direction: what left and what arrived, bit by bit."""

    def __init__(self, wave, direction, receiver, start_fs):
        self.wave, self.scope = wave, f"light.{direction}"
        self.sent = Words(wave, [self.name(lane, "tx_word") for lane in range(LANES)])
        self.got = Words(wave, [f"{receiver}.oio_chiplet.rx_word_i[{i}]" for i in range(LANES)])
        first = self.got.until(start_fs) * WORD_UI
        self.place = [self._find(lane, first) for lane in range(LANES)]

    def name(self, lane, signal):
        return f"{self.scope}.lane_{lane:03d}.{signal}"

    def _find(self, lane, first, count=400):
        """(receive position, shift): bit n that arrives there is bit n + shift that left."""
        best = None
        for position, bits in enumerate(self.got.bits):
            arrived = part(bits, first, count)
            for shift in range(-MOST_SHIFT, MOST_SHIFT):
                wrong = ones(arrived ^ part(self.sent.bits[lane], first + shift, count))
                if best is None or wrong < best[0]:
                    best = (wrong, position, shift)
        if best[0] > count // 20:
            raise AssertionError(f"{self.scope}: lane {lane} arrives nowhere: {best}")
        return best[1:]

    def _wrong(self, lane, word, shift, words=1):
        arrived = part(self.got.bits[self.place[lane][0]], word * WORD_UI, words * WORD_UI)
        left = part(self.sent.bits[lane], word * WORD_UI + shift, words * WORD_UI)
        return ones(arrived ^ left)

    def errors(self, lane, start_fs):
        """Of each word after a time: (edge, wrong bits), without words of the phase tracker."""
        shift = self.place[lane][1]
        home, found = None, []
        for word in range(self.got.until(start_fs), self.got.count):
            # The code that stood before the edge is the one that sampled this word.
            code = number(self.wave.at(self.name(lane, "phase_code"),
                                       int(self.got.edge_fs(word)) - 1000))
            off = abs((code - (code if home is None else home) + 32) % 64 - 32) > PROBE_STEPS
            home = home if off else code
            found.append((self.got.edge_fs(word), 0 if off else self._wrong(lane, word, shift)))
        return found

    def shifts(self, times, words=4):
        """By time, the shift of every lane in the last words before it."""
        now = [shift for _, shift in self.place]
        for time_fs in times:
            last = self.got.until(time_fs)
            for lane in range(LANES):
                now[lane] = min((now[lane], now[lane] - 1, now[lane] + 1),
                                key=lambda s, i=lane: self._wrong(i, last - words, s, words))
            yield list(now)


class FittedLane:
    """The eye of a lane of set_m from its parameters alone: the response to a single bit is integrated
    step by step."""

    def __init__(self, length_m):
        self.steps = 128  # per unit interval
        self.response = self._pulse(length_m)
        self.sigma = 1 / (2 * 11.05)
        # The power budget of waves.md: 28.8 uW, 9.5 dB and the fibre; extinction 10 dB.
        self.arriving_uw = 28.8 * 10 ** -0.95
        self.nominal_uw = self.arriving_uw * 10 ** (-0.0725 * length_m / 10)
        peak = max(range(len(self.response)), key=self.response.__getitem__)
        # The most open phase of the worst case, among 64 phases of the unit interval.
        phase = self.steps // 64
        around = range(peak // phase * phase - self.steps, peak + self.steps, phase)
        self.best = max(around, key=lambda at: 2 * self.response[at] - sum(
            abs(v) for v in self.response[at % self.steps::self.steps]))

    def _pulse(self, length_m):
        """LED pole 1.39 GHz, receiver Butterworth of order 2 at 1.40 GHz, Gaussian fibre."""
        ui = 1 / 2.125e9
        led, receiver = 2 * math.pi * 1.39e9 * ui, 2 * math.pi * 1.40e9 * ui
        fine = 64  # steps of the integration in one of the response
        dt = 1 / (self.steps * fine)
        light = level = slope = 0.0
        filtered = []
        for n in range(16 * self.steps * fine):
            if n % fine == 0:
                filtered.append(level)
            bit = 1.0 if 4 <= n * dt < 5 else 0.0
            light += dt * led * (bit - light)
            slope += dt * (receiver ** 2 * (light - level) - math.sqrt(2) * receiver * slope)
            level += dt * slope
        # Chromatic dispersion 830 ps/(nm km) over 17 nm and modes 2.5 ps/m, as one Gaussian.
        spread = math.hypot(0.83 * 17 / 2.355, 2.5) * 1e-12 * length_m / ui * self.steps
        reach = int(6 * spread)
        weights = [math.exp(-0.5 * (k / spread) ** 2) for k in range(-reach, reach + 1)]
        loss = 10 ** (-0.0725 * length_m / 10) / sum(weights)
        return [loss * sum(w * v for w, v in zip(weights, filtered[n - reach:n + reach + 1]))
                if reach <= n < len(filtered) - reach else 0.0 for n in range(len(filtered))]

    def sigmas(self, received_dbm, phase_ui, threshold_uw):
        """Distance from an error: the Q of the mean over all patterns."""
        gain = 10 ** (received_dbm / 10) * 1e3 / self.nominal_uw
        threshold = threshold_uw / (self.arriving_uw * 18 / 11)
        at = self.best + round((phase_ui - 0.5) * 64) * self.steps // 64
        taps = [self.response[at + k * self.steps] for k in range(-3, 8)]
        cursor = taps.pop(3)
        levels = [0.0]
        for tap in taps:
            levels += [level + tap for level in levels]
        wrong = 0.0
        for level in levels:
            for bit in (0, 1):
                margin = (gain * (level + bit * cursor) - threshold) / self.sigma
                wrong += math.erfc((margin if bit else -margin) / math.sqrt(2)) / 2
        return quantile(wrong / (2 * len(levels)))


def quantile(probability):
    """The x that a normal variable exceeds with a probability."""
    low, high = 0.0, 38.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = ((middle, high) if math.erfc(middle / math.sqrt(2)) / 2 > probability
                     else (low, middle))
    return low


def core_edges(wave, valid, value):
    """(time, value) at each edge of the core clock at which `valid` is 1."""
    changes = list(zip(wave.times[valid], wave.values[valid])) + [(wave.last + 1, "0")]
    for (time, level), (until, _) in zip(changes, changes[1:]):
        while number(level) and time < until:
            yield time, number(wave.at(value, time + 2))
            time += CORE_FS


def sent_flits(wave, chiplet):
    """(time, it was sent before) of each data flit that the retry gives to the rows."""
    scope = f"{chiplet}.oio_chiplet"
    known = set()
    for time, seq in core_edges(wave, f"{scope}.obs_sent_valid_o", f"{scope}.obs_sent_seq_o"):
        yield time, seq in known
        known.add(seq)


def payload(wave, chiplet):
    """(time, bytes) of each complete record of data that the die behind a chiplet gets."""
    scope = f"{chiplet}.oio_chiplet"
    head, left, size = b"", 0, 0
    sizes = {1: 12, 2: 12, 3: 3, 4: 5, 15: 8}
    for time, flit in core_edges(wave, f"{scope}.die_rx_valid_o", f"{scope}.die_rx_flit_o"):
        data = flit.to_bytes(256, "little")
        stream = data[2:126] + data[128:254]
        at = 0
        while data[0] >> 6 and at < len(stream):
            if not head and not left and stream[at] == 0:
                break  # the rest is padding
            if not left:
                take = sizes[(head or stream[at:])[0] >> 4] - len(head)
                head += stream[at:at + take]
                at += take
                if len(head) < sizes[head[0] >> 4]:
                    continue
                kind = head[0] >> 4
                size = left = ((head[0] & 15) << 8 | head[1]) + 1 if kind == 1 else 0
                head = b"" if kind != 1 else head
            take = min(left, len(stream) - at)
            at += take
            left -= take
            if head and not left:
                yield time, size
            if not left:
                head = b""
