; O9  Minted at the low price over NAV-high, paid at NAV-low over the high price: whatever true price the band holds, nobody
; else is diluted, and a round trip pays at most what went in.
;
; Over the reals: rounding only ever helps the vault (V4). T supply with the virtual shares, x units of the entering asset,
; lo <= p <= hi its prices, L <= N <= H the vault's value at low, true and high prices, m shares minted.

(declare-const T Real) (declare-const x Real) (declare-const lo Real) (declare-const p Real) (declare-const hi Real)
(declare-const L Real) (declare-const N Real) (declare-const H Real) (declare-const m Real)
(assert (and (> T 0.0) (>= x 0.0) (> lo 0.0) (<= lo p) (<= p hi) (> L 0.0) (<= L N) (<= N H) (>= m 0.0)))
(define-fun minted () Bool (= (* m H) (* x lo T)))

(echo "lemma: an entry dilutes nobody at the true price")
(push) (assert minted) (assert (< (* (+ N (* x p)) T) (* N (+ T m)))) (check-sat) (pop)

(declare-const s Real) (declare-const q Real)
; Exit: q units of the asset for s shares, q * hi = s * L / T.
(echo "lemma: an exit dilutes nobody at the true price")
(push) (assert (and (>= s 0.0) (< s T) (= (* q hi T) (* s L))))
(assert (< (* (- N (* q p)) T) (* N (- T s)))) (check-sat) (pop)

(echo "lemma: entering and leaving at once returns at most what went in")
(push) (assert minted) (assert (= (* q hi (+ T m)) (* m (+ L (* x lo))))) (assert (> q x)) (check-sat) (pop)

(echo "mutant: minted at the true price over NAV-low")
(push) (assert (= (* m L) (* x p T))) (assert (< (* (+ N (* x p)) T) (* N (+ T m)))) (check-sat) (pop)

(echo "mutant: paid at NAV-high")
(push) (assert (and (>= s 0.0) (< s T) (= (* q hi T) (* s H))))
(assert (< (* (- N (* q p)) T) (* N (- T s)))) (check-sat) (pop)

(echo "mutant: paid at the low price")
(push) (assert (and (>= s 0.0) (< s T) (= (* q lo T) (* s L))))
(assert (< (* (- N (* q p)) T) (* N (- T s)))) (check-sat) (pop)
