; F4  A fee of delta / (1 + delta) on each priced leg alone pays for the feed's error, in and out.
;
; True price p, feed price o with p <= o (1 + delta) and o <= p (1 + delta). Over the reals, x units cross.

(declare-const p Real) (declare-const o Real) (declare-const delta Real) (declare-const fee Real) (declare-const x Real)
(assert (and (> p 0.0) (> o 0.0) (> delta 0.0) (<= delta 1.0) (>= x 0.0) (<= fee 1.0)))
(assert (and (<= p (* o (+ 1.0 delta))) (<= o (* p (+ 1.0 delta)))))

(echo "lemma: an entry is credited at most its true worth")
(push) (assert (>= (* fee (+ 1.0 delta)) delta)) (assert (> (* x o (- 1.0 fee)) (* x p))) (check-sat) (pop)

(echo "lemma: an exit is paid at most the worth it gives up")
(push) (declare-const worth Real) (declare-const units Real) (assert (>= worth 0.0))
(assert (>= (* fee (+ 1.0 delta)) delta)) (assert (= (* units o) (* worth (- 1.0 fee))))
(assert (> (* units p) worth)) (check-sat) (pop)

(echo "mutant: half of the fee on each leg")
(push) (assert (= (* 2.0 fee (+ 1.0 delta)) delta)) (assert (> (* x o (- 1.0 fee)) (* x p))) (check-sat) (pop)
